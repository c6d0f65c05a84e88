"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Ellipsis, ImageIcon, Minus, Plus, Scan, X } from "lucide-react";
import { useState } from "react";
import { Menu, MenuChoices, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { call } from "@/lib/client/call";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { findQueryPicture } from "@/lib/client/picture-query";
import { queryKeys } from "@/lib/client/query-keys";
import type { PicturePart } from "@/lib/client/search-wish";
import { getImage } from "@/lib/images/schema";
import { RegionDialog } from "./region-dialog";
import { useQueryPicture } from "./use-query-picture";

type QueryPicturesProps = { pictures: readonly PicturePart[]; onChange: (pictures: PicturePart[]) => void };

/** The pictures that are searched with, each with how it counts. */
export function QueryPictures({ pictures, onChange }: QueryPicturesProps) {
  if (pictures.length === 0) return null;
  const change = (index: number, part: PicturePart | undefined) =>
    onChange(pictures.flatMap((each, at) => (at === index ? (part ?? []) : each)));
  return (
    <ul aria-label="Pictures that are searched with" className="flex min-w-0 flex-wrap items-center gap-2">
      {pictures.map((part, index) => (
        <PictureChip key={keyOf(part)} part={part} onChange={(next) => change(index, next)} />
      ))}
    </ul>
  );
}

/** One picture may be searched with by several of its parts. */
const keyOf = ({ source, region }: PicturePart) => JSON.stringify([source, region]);

const weights = [
  { value: "0.5", label: "Counts half" },
  { value: "1", label: "Counts as usual" },
  { value: "2", label: "Counts double" },
] as const;

function PictureChip({ part, onChange }: { part: PicturePart; onChange: (part: PicturePart | undefined) => void }) {
  const name = usePictureName(part);
  const { url, onBroken } = useQueryPicture(part.source);
  const [isDrawing, setIsDrawing] = useState(false);
  const isUnlike = part.weight < 0;
  const strength = String(Math.abs(part.weight));
  const region = part.region;
  return (
    <li className={clsx("flex min-w-0 items-center rounded-lg border", isUnlike ? "border-danger/40 bg-danger-soft" : "border-border")}>
      <PartPicture
        url={url && "imageId" in part.source ? smallThumbnailUrl(part.source.imageId) : url}
        region={region}
        onBroken={onBroken}
      />
      <span className="min-w-0 max-w-40 px-2.5">
        <span className={clsx("block text-xs", isUnlike ? "text-danger" : "text-muted")}>
          {isUnlike ? "Unlike" : "Like"} {region ? "a part of" : ""}
        </span>
        <span className="block truncate font-medium text-sm">{name}</span>
      </span>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`How ${name} counts`}
            className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-muted pointer-coarse:size-11 hover:bg-hover"
          >
            <Ellipsis size={16} aria-hidden />
          </button>
        }
      >
        <MenuItem
          icon={isUnlike ? <Plus size={16} aria-hidden /> : <Minus size={16} aria-hidden />}
          onSelect={() => onChange({ ...part, weight: -part.weight })}
        >
          {isUnlike ? "Like this picture" : "Unlike this picture"}
        </MenuItem>
        {url && (
          <MenuItem icon={<Scan size={16} aria-hidden />} onSelect={() => setIsDrawing(true)}>
            Search for a part of it
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuChoices
          value={strength}
          choices={weights}
          onChange={(value) => onChange({ ...part, weight: Number(value) * (isUnlike ? -1 : 1) })}
        />
      </Menu>
      <button
        type="button"
        aria-label={`Search without ${name}`}
        onClick={() => onChange(undefined)}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-muted pointer-coarse:size-11 hover:bg-hover"
      >
        <X size={16} aria-hidden />
      </button>
      {isDrawing && url && (
        <RegionDialog
          url={url}
          region={region}
          onClose={() => setIsDrawing(false)}
          onChoose={(chosen) => {
            setIsDrawing(false);
            const { region: _, ...whole } = part;
            onChange(chosen ? { ...whole, region: chosen } : whole);
          }}
        />
      )}
    </li>
  );
}

function usePictureName({ source }: PicturePart): string {
  const imageId = "imageId" in source ? source.imageId : undefined;
  const { data, isError } = useQuery({
    queryKey: queryKeys.image(imageId ?? ""),
    queryFn: ({ signal }) => call(getImage, { imageId: imageId ?? "" }, { signal }),
    enabled: imageId !== undefined,
  });
  if (imageId !== undefined) return data?.title ?? data?.originalName ?? (isError ? goneName : "");
  if ("url" in source) return source.url;
  const picture = "pictureId" in source ? findQueryPicture(source.pictureId) : undefined;
  return picture?.file.name ?? goneName;
}

const goneName = "A picture that is gone";

type PartPictureProps = { url: string | undefined; region: PicturePart["region"]; onBroken: () => void };

/** A stand-in while there is nothing to show. */
function PartPicture({ url, region, onBroken }: PartPictureProps) {
  if (!url)
    return (
      <span className="flex size-14 shrink-0 items-center justify-center rounded-l-[13px] bg-surface-sunken text-muted">
        <ImageIcon size={20} aria-hidden />
      </span>
    );
  const percent = (share: number) => `${share * 100}%`;
  return (
    <span className="relative block shrink-0 overflow-hidden rounded-l-[13px]">
      {/* biome-ignore lint/performance/noImgElement: the picture is a local file or a thumbnail of our own. */}
      <img src={url} alt="" onError={onBroken} className="h-14 w-auto min-w-10 max-w-28 bg-placeholder" />
      {region && (
        <span
          className="absolute border-2 border-white shadow-[0_0_0_100vmax_rgb(0_0_0/0.45)]"
          style={{ left: percent(region.left), top: percent(region.top), width: percent(region.width), height: percent(region.height) }}
        />
      )}
    </span>
  );
}
