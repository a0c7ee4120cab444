/** Asks the person for a new proof of the identity. Returns true once the service has accepted one. */
type Ask = () => Promise<boolean>;

let ask: Ask | null = null;
let asking: Promise<boolean> | null = null;

/** Sets the dialog that asks for proofs. Returns the function that removes it. */
export function askForProofsWith(dialog: Ask): () => void {
  ask = dialog;
  return () => {
    ask = null;
  };
}

/** Asks for a new proof. Requests that fail together share one dialog. Without a dialog there is no proof. */
export async function requestProof(): Promise<boolean> {
  if (ask === null) return false;
  asking ??= ask().finally(() => {
    asking = null;
  });
  return await asking;
}
