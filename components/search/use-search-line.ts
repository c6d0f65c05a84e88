"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "@/lib/client/call";
import { keepQueryPicture } from "@/lib/client/picture-query";
import { queryKeys } from "@/lib/client/query-keys";
import { searchQuery } from "@/lib/client/search-query";
import { type PictureSource, type SearchWish, searchAddressOf, searchWishOf } from "@/lib/client/search-wish";
import { limits } from "@/lib/limits";
import { rememberSearch } from "@/lib/search/saved-schema";

/** A pause this long while typing asks for results. */
const pauseMs = 150;
/** A search that somebody rests on for this long is remembered. */
const restMs = 3_000;
export const searchPath = "/search";
const nothing: SearchWish = { q: "", pictures: [] };

/** The line of the search box and the address of the search page, kept alike; pictures stand in the address alone. */
export function useSearchLine() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const pathname = usePathname();
  const parameters = useSearchParams();
  const wish = pathname === searchPath ? (searchWishOf(parameters) ?? nothing) : nothing;
  const [text, setText] = useState(wish.q);
  /** Our own changes of the address, the latest last: React may tell of them late. */
  const sent = useRef([wish.q]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The address may change by itself: Back, another page, a link to a search. The viewer leaves it be.
  const isCovered = pathname.startsWith("/images/");
  const current = wish.q;
  useEffect(() => {
    if (isCovered) return;
    const at = sent.current.indexOf(current);
    if (at >= 0) {
      sent.current = sent.current.slice(at);
      return;
    }
    clearTimeout(timer.current);
    sent.current = [current];
    setText(current);
  }, [current, isCovered]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      clearTimeout(rest.current);
    },
    [],
  );

  const remember = (query: string, waitMs = restMs) => {
    clearTimeout(rest.current);
    if (!query) return;
    const save = async () => {
      await call(rememberSearch, { query }).catch(() => undefined);
      await queryClient.invalidateQueries({ queryKey: queryKeys.searchHelp });
    };
    rest.current = setTimeout(() => void save(), waitMs);
  };
  const ask = (value: string) => {
    clearTimeout(timer.current);
    const q = value.trim();
    if (q === sent.current.at(-1) && pathname === searchPath) return;
    sent.current.push(q);
    const next: SearchWish = { ...wish, q };
    if (q && !wish.things) void queryClient.prefetchQuery(searchQuery(next));
    remember(q);
    if (window.location.pathname === searchPath) window.history.replaceState(null, "", searchAddressOf(next));
    else if (q) router.push(searchAddressOf(next));
  };
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(value), pauseMs);
  };
  const put = (value: string) => {
    setText(value);
    ask(value);
  };
  const submit = (value: string) => {
    ask(value);
    remember(value.trim(), 0);
  };
  /** Adds a picture to what is searched for already. */
  const addPicture = useCallback(
    (picture: File | PictureSource) => {
      const { q, pictures } =
        window.location.pathname === searchPath ? (searchWishOf(new URLSearchParams(window.location.search)) ?? nothing) : nothing;
      const source = picture instanceof File ? { pictureId: keepQueryPicture(picture).id } : picture;
      router.push(searchAddressOf({ q, pictures: [...pictures, { source, weight: 1 }].slice(-limits.search.picturesMax) }));
    },
    [router],
  );
  return { text, type, put, submit, addPicture, prefetch: () => router.prefetch(searchPath) };
}
