"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { pokeChanges } from "@/lib/client/activity";
import { call } from "@/lib/client/call";
import { limits } from "@/lib/limits";
import { addImagesByUrl } from "@/lib/uploads/schema";
import { describeOutcome } from "./describe-outcome";

/** Adds a picture of the public web to the library by its address. */
export function AddByUrlSection() {
  const [url, setUrl] = useState("");
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (address: string) => call(addImagesByUrl, { url: address, wait: true }),
    onSuccess: () => pokeChanges(),
  });
  const result = data?.results[0];
  const refusal = error?.message ?? (result?.outcome === "rejected" ? result.detail : undefined);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    mutate(url.trim());
  };
  return (
    <form onSubmit={onSubmit}>
      <Field
        label="Address of a picture"
        hint="The server asks for it; only addresses of the public web work."
        {...(refusal && { error: refusal })}
      >
        {(control) => (
          <span className="flex flex-col gap-2 sm:flex-row">
            <Input
              {...control}
              type="url"
              required
              inputMode="url"
              autoComplete="off"
              placeholder="https://"
              maxLength={limits.upload.urlLengthMax}
              value={url}
              onChange={(event) => {
                setUrl(event.target.value);
                if (data || error) reset();
              }}
            />
            <Button type="submit" variant="primary" busy={isPending}>
              Add
            </Button>
          </span>
        )}
      </Field>
      <div role="status" className="mt-3 min-h-8">
        {result && !refusal && <Outcome {...describeOutcome(result)} />}
      </div>
    </form>
  );
}

function Outcome({ sentence, href, link }: ReturnType<typeof describeOutcome>) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {sentence}
      {href && (
        <Link href={href} className={buttonClass("secondary", "sm")}>
          {link}
        </Link>
      )}
    </p>
  );
}
