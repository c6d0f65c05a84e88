import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { titleOf } from "@/components/sharing/link-page/describe-shared";
import { LockedPage } from "@/components/sharing/link-page/locked-page";
import { SharedPage } from "@/components/sharing/link-page/shared-page";
import { readLinkVisitor } from "@/lib/api/link-visitor";
import { getContext } from "@/lib/context/web-context";
import { AppError } from "@/lib/errors";
import { limits } from "@/lib/limits";
import { listSharedImages } from "@/lib/sharing/list-shared-images";
import { openLink } from "@/lib/sharing/open-link";

type LinkPageProps = { params: Promise<{ token: string }> };

/** Opens the link of the address once for a page, which counts the view; undefined while its password is not given. */
const openOnce = cache(async (token: string) => {
  try {
    return (await openLink(await getContext(), { token }, await readLinkVisitor())).shared;
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return undefined;
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: LinkPageProps): Promise<Metadata> {
  const shared = await openOnce((await params).token);
  return shared ? { title: { absolute: titleOf(shared) } } : {};
}

/** What a share link opens, for whoever has it: no account, and nothing of the library but what the link shows. */
export default async function LinkPage({ params }: LinkPageProps) {
  const { token } = await params;
  const shared = await openOnce(token);
  if (!shared) return <LockedPage token={token} />;
  const images = await listSharedImages(await getContext(), { token, limit: limits.page.sizeMax }, await readLinkVisitor());
  return <SharedPage token={token} view={shared} initialImages={images} />;
}
