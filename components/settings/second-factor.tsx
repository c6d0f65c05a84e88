"use client";

import { ShieldCheck, ShieldOff } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { showMessage } from "@/components/ui/toast";
import { BeginSecondFactor } from "./begin-second-factor";
import { RecoveryCodes } from "./recovery-codes";
import { RemoveSecondFactor } from "./remove-second-factor";
import { CodeField, type Offer, SecondFactorOffer } from "./second-factor-offer";
import { SettingsForm } from "./settings-form";
import { type Answer, useSend } from "./use-send";

type NewCodes = { recoveryCodes: string[] };
type SecondFactorProps = {
  isInForce: boolean;
  recoveryCodesLeft: number;
  offer: (input: { password?: string }) => Promise<Answer<Offer>>;
  confirm: (input: { code: string }) => Promise<Answer<NewCodes>>;
  renew: (input: { code: string }) => Promise<Answer<NewCodes>>;
  remove: (input: { password: string; code: string }) => Promise<Answer>;
};

type Step =
  | { kind: "rest" }
  | { kind: "beginning" }
  | { kind: "offered"; offer: Offer }
  | { kind: "codes"; codes: string[] }
  | { kind: "renewing" }
  | { kind: "removing" };

/** Setting a second factor up, looking after its recovery codes, and taking it away. */
export function SecondFactor({ isInForce, recoveryCodesLeft, offer, confirm, renew, remove }: SecondFactorProps) {
  const router = useRouter();
  const state = useSend();
  const [step, setStep] = useState<Step>({ kind: "rest" });
  const rest = () => {
    setStep({ kind: "rest" });
    router.refresh();
  };
  const cancel = (
    <Button variant="quiet" onClick={rest}>
      Cancel
    </Button>
  );
  if (step.kind === "codes") return <RecoveryCodes codes={step.codes} onDone={rest} />;
  if (step.kind === "beginning") {
    return <BeginSecondFactor offer={offer} onDone={(made) => setStep({ kind: "offered", offer: made })} aside={cancel} />;
  }
  if (step.kind === "offered") {
    return (
      <SecondFactorOffer
        offer={step.offer}
        confirm={confirm}
        onDone={({ recoveryCodes }) => setStep({ kind: "codes", codes: recoveryCodes })}
        aside={cancel}
      />
    );
  }
  if (step.kind === "removing") {
    return (
      <RemoveSecondFactor
        remove={remove}
        aside={cancel}
        onDone={() => {
          showMessage("The second factor is taken away");
          rest();
        }}
      />
    );
  }
  if (step.kind === "renewing") {
    return (
      <SettingsForm
        state={state}
        label="Make new codes"
        aside={cancel}
        onSubmit={({ code = "" }) =>
          void state.send(
            () => renew({ code }),
            ({ recoveryCodes }) => setStep({ kind: "codes", codes: recoveryCodes }),
          )
        }
      >
        <CodeField error={state.fieldErrors.code} />
      </SettingsForm>
    );
  }
  if (!isInForce) {
    return (
      <div className="flex flex-col items-start gap-3">
        <Standing icon={<ShieldOff size={18} aria-hidden className="shrink-0 text-muted" />}>Your password alone signs you in.</Standing>
        <Button onClick={() => setStep({ kind: "beginning" })}>Set up a second factor</Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <Standing icon={<ShieldCheck size={18} aria-hidden className="shrink-0 text-success" />}>
        Signing in takes a code of your app. {recoveryCodesLeft} {recoveryCodesLeft === 1 ? "recovery code is" : "recovery codes are"} left.
      </Standing>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setStep({ kind: "renewing" })}>New recovery codes</Button>
        <Button variant="danger-quiet" onClick={() => setStep({ kind: "removing" })}>
          Take it away
        </Button>
      </div>
    </div>
  );
}

function Standing({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <p className="flex items-center gap-2 text-sm">
      {icon}
      <span>{children}</span>
    </p>
  );
}
