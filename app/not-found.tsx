import { Logo } from "@/components/ui/logo";
import NothingHere from "./(library)/not-found";

/** What an address that no page has ever had says; without the side bar, since nobody need be signed in. */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center pt-[max(2.5rem,10dvh)]">
      <Logo size={34} />
      <NothingHere />
    </main>
  );
}
