import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { SeedImage } from "@/components/images/seed-image";
import { requirePageActor } from "@/lib/auth/session";
import { getContext } from "@/lib/context/web-context";
import { AppError } from "@/lib/errors";
import { getImage } from "@/lib/images/get-image";
import { getImage as operation } from "@/lib/images/schema";

type Props = { params: Promise<{ imageId: string }> };

const findView = cache(async (imageId: string) => {
  const actor = await requirePageActor();
  const input = operation.input.safeParse({ imageId });
  if (!input.success) notFound();
  try {
    return await getImage({ ...(await getContext()), actor }, input.data);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const view = await findView((await params).imageId);
  return { title: view.title ?? view.originalName };
}

/** The address of one picture: the viewer of the layout shows it; this page gives it what it needs. */
export default async function ImagePage({ params }: Props) {
  return <SeedImage view={await findView((await params).imageId)} />;
}
