"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Switch } from "@/components/ui/switch";
import { showError } from "@/components/ui/toast";
import type { InputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import type { CollectionView } from "@/lib/collections/schema";
import { updateSharing } from "@/lib/sharing/schema";

/** What members of a collection learn, and what they may take along. */
export function SharingSwitches({ collection }: { collection: CollectionView }) {
  const queryClient = useQueryClient();
  const change = async (changes: Omit<InputOf<typeof updateSharing>, "collectionId">) => {
    const key = queryKeys.collection(collection.id);
    const keep = (values: Partial<CollectionView>) =>
      queryClient.setQueryData<CollectionView>(key, (current) => ({ ...(current ?? collection), ...values }));
    keep(changes as Partial<CollectionView>);
    try {
      keep(await call(updateSharing, { collectionId: collection.id, ...changes }));
    } catch (error) {
      keep({ shareDetails: collection.shareDetails, shareOriginals: collection.shareOriginals });
      showError(error);
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <Switch
        label="Show where and with which camera, and file names"
        hint="Off, members see the pictures, their titles and when they were taken, and nothing that tells where."
        checked={collection.shareDetails}
        onCheckedChange={(shareDetails) => void change({ shareDetails })}
      />
      <Switch
        label="Let members save originals"
        hint={
          collection.shareDetails
            ? "They get the files as they are, with everything the camera wrote into them. What somebody has saved stays with them."
            : "They get the files with place, camera and every other note taken out. What somebody has saved stays with them."
        }
        checked={collection.shareOriginals}
        onCheckedChange={(shareOriginals) => void change({ shareOriginals })}
      />
    </div>
  );
}
