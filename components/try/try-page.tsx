import { SettingsSection } from "@/components/settings/settings-section";
import { PageHeader } from "@/components/ui/page-header";
import { AddByUrlSection } from "./add-by-url-section";
import { CompareSection } from "./compare-section";
import { SearchSection } from "./search-section";

/** What the API does with pictures, for people to try. */
export function TryPage() {
  return (
    <>
      <PageHeader title="Try it" description="What Magpie makes of pictures that are not in your library." />
      <div className="page-x max-w-5xl">
        <SettingsSection title="Compare two pictures" description="Whether they are the same, and how alike they are.">
          <CompareSection />
        </SettingsSection>
        <SettingsSection title="Search by a picture" description="What in your library is like it. The picture is not kept.">
          <SearchSection />
        </SettingsSection>
        <SettingsSection title="Add by address" description="A picture of the web comes into your library.">
          <AddByUrlSection />
        </SettingsSection>
        <SettingsSection title="In scripts" description="All of this, and the rest, over HTTP.">
          <p>
            <a href="/docs" className="rounded-sm text-accent underline decoration-1 underline-offset-2">
              Read the documentation of the API
            </a>
          </p>
        </SettingsSection>
      </div>
    </>
  );
}
