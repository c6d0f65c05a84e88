"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Aperture, Calendar, Camera, ExternalLink, FileImage, Layers, MapPin, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { z } from "zod";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/skeleton";
import { showError, showUndo } from "@/components/ui/toast";
import { pokeChanges } from "@/lib/client/activity";
import { call } from "@/lib/client/call";
import { describeCamera, describeExposure, describePosition, mapUrl } from "@/lib/client/describe-exif";
import { formatBytes, formatMoment } from "@/lib/client/format";
import { queryKeys } from "@/lib/client/query-keys";
import { type ImageView, type imageChanges, updateImage } from "@/lib/images/schema";
import { TagField } from "./tag-field";
import { DescriptionField, TitleField } from "./viewer-fields";
import { PositionField, TakenField } from "./viewer-moment-fields";
import { ViewerTwins } from "./viewer-twins";

const takenFrom: Record<ImageView["takenSource"], string> = {
  exif: "From the camera",
  file: "From the file's date",
  added: "The day it was added",
  person: "Set by hand",
};

/** Everything known of the picture, beside it; what people say about it can be changed in place. */
export function ViewerInformation({ view, onClose }: { view: ImageView | undefined; onClose: () => void }) {
  return (
    <aside
      aria-label="Information"
      className="flex max-h-[55dvh] w-full shrink-0 animate-fade flex-col overflow-y-auto border-border border-t bg-surface lg:max-h-none lg:w-96 lg:border-t-0 lg:border-l"
    >
      <header className="flex items-center justify-between py-2 pr-2 pl-5">
        <h2 className="font-semibold">Information</h2>
        <IconButton label="Close the information" shortcut="I" icon={<X size={18} aria-hidden />} onClick={onClose} />
      </header>
      {view ? <Details key={view.id} view={view} /> : <Loading />}
    </aside>
  );
}

type Changes = z.input<typeof imageChanges>;

function Details({ view }: { view: ImageView }) {
  const queryClient = useQueryClient();
  const change = async (changes: Changes) => {
    const key = queryKeys.image(view.id);
    const before = queryClient.getQueryData<ImageView>(key);
    queryClient.setQueryData<ImageView>(key, (current) => current && { ...current, ...foresee(changes) });
    try {
      queryClient.setQueryData(key, await call(updateImage, { imageId: view.id, ...changes }));
      pokeChanges();
      return true;
    } catch (error) {
      queryClient.setQueryData(key, before);
      showError(error);
      return false;
    }
  };
  const save = async (changes: Changes, said: string, before: Changes) => {
    if (await change(changes)) showUndo(said, () => void change(before));
  };
  const isOwn = view.access === "owner";
  const camera = describeCamera(view.camera?.make ?? null, view.camera?.model ?? null);
  const exposure = describeExposure(view.exif);
  return (
    <div className="flex flex-col gap-6 px-5 pt-1 pb-8">
      {view.access === "owner" || view.access === "editor" ? (
        <div className="flex flex-col gap-1">
          <TitleField value={view.title} onSave={(title) => void change({ title })} />
          <DescriptionField value={view.description} onSave={(description) => void change({ description })} />
          <TagField tags={view.tags} onSave={(tags) => void change({ tags })} />
        </div>
      ) : (
        <Words view={view} />
      )}
      <dl className="flex flex-col gap-5">
        <Fact icon={<Calendar size={18} />} label="Taken" note={takenFrom[view.takenSource]}>
          {isOwn ? (
            <TakenField
              takenAt={view.takenAt}
              onSave={(takenAt) => void save({ takenAt }, "Date changed", { takenAt: earlierTakenAt(view) })}
            />
          ) : (
            formatMoment(view.takenAt)
          )}
        </Fact>
        {(camera || view.camera?.lens) && (
          <Fact icon={<Camera size={18} />} label="Camera" note={camera ? view.camera?.lens : null}>
            {camera || view.camera?.lens}
          </Fact>
        )}
        {exposure && (
          <Fact icon={<Aperture size={18} />} label="Exposure">
            <span className="tabular">{exposure}</span>
          </Fact>
        )}
        {(view.position || isOwn) && (
          <Fact icon={<MapPin size={18} />} label="Position" note={view.position && <MapLink position={view.position} />}>
            {isOwn ? (
              <PositionField
                position={view.position}
                onSave={(position) =>
                  void save({ position }, position ? "Position changed" : "Position removed", { position: view.position })
                }
              />
            ) : (
              <span className="tabular">{view.position && describePosition(view.position)}</span>
            )}
          </Fact>
        )}
        <Fact
          icon={<FileImage size={18} />}
          label="File"
          note={[view.width && view.height ? `${view.width} × ${view.height}` : null, formatBytes(view.sizeBytes), typeOf(view)]
            .filter(Boolean)
            .join(" · ")}
        >
          <span dir="auto" className="break-all text-left">
            {view.originalName}
          </span>
        </Fact>
        {view.collections.length > 0 && (
          <Fact icon={<Layers size={18} />} label="Collections">
            <span className="flex flex-wrap gap-x-3 gap-y-1">
              {view.collections.map((collection) => (
                <Link
                  key={collection.id}
                  href={`/collections/${collection.id}`}
                  className="underline decoration-border-strong underline-offset-4 hover:decoration-current"
                >
                  {collection.name}
                </Link>
              ))}
            </span>
          </Fact>
        )}
      </dl>
      {view.failureReason && <p className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">{view.failureReason}</p>}
      {view.duplicates.length > 0 && <ViewerTwins twins={view.duplicates} />}
    </div>
  );
}

/** A date that the camera gave comes back from the file itself. */
function earlierTakenAt({ takenAt, takenSource }: ImageView): string | null {
  return takenSource === "exif" ? null : takenAt;
}

/** For a person to follow: nothing is fetched from there. */
function MapLink({ position }: { position: NonNullable<ImageView["position"]> }) {
  return (
    <a
      href={mapUrl(position)}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={`${describePosition(position)}: Open on OpenStreetMap`}
      className="inline-flex items-center gap-1.5 underline decoration-border-strong underline-offset-4 hover:decoration-current"
    >
      Open on OpenStreetMap
      <ExternalLink size={14} aria-hidden />
    </a>
  );
}

/** What the server will answer, as far as it is known: what a date or position becomes, it says itself. */
function foresee({ takenAt: _takenAt, position: _position, ...others }: Changes): Partial<ImageView> {
  return Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
}

function typeOf(view: ImageView): string {
  const name = view.contentType.replace("image/", "").toUpperCase();
  return (view.frames ?? 1) > 1 ? `${name}, ${view.frames} frames` : name;
}

/** What is said of a picture that somebody else has to change. */
function Words({ view: { title, description, tags } }: { view: ImageView }) {
  if (!title && !description && tags.length === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      {title && <h3 className="font-semibold text-lg">{title}</h3>}
      {description && <p className="whitespace-pre-wrap leading-6">{description}</p>}
      {tags.length > 0 && <p className="text-muted text-sm">{tags.join(", ")}</p>}
    </div>
  );
}

type FactProps = { icon: ReactNode; label: string; note?: ReactNode; children: ReactNode };

function Fact({ icon, label, note, children }: FactProps) {
  return (
    <div className="flex gap-3.5 text-sm leading-5">
      <dt className="pt-px text-muted">
        <span aria-hidden>{icon}</span>
        <span className="sr-only">{label}</span>
      </dt>
      <dd className="min-w-0 flex-1">
        {children}
        {note && <span className="mt-0.5 block text-muted">{note}</span>}
      </dd>
    </div>
  );
}

function Loading() {
  return (
    <div className="flex flex-col gap-4 px-5 pt-2">
      <Skeleton className="h-8" />
      <Skeleton className="h-16" />
      <Skeleton className="h-5 w-3/4" />
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-5 w-2/3" />
    </div>
  );
}
