/** What a visitor can do about a refusal of the wallet, by its code in EIP-1193 and EIP-1474. */
const REFUSALS: Readonly<Record<number, string>> = {
  4001: "The wallet refused to show an account. Nothing was read: allow it in the wallet, or type in the account’s address.",
  4100: "The wallet does not let this page see an account. Allow it in the wallet, or type in the account’s address.",
  4900: "The wallet has no connection to any chain. Connect it, or name an RPC address instead.",
  4901: "The wallet has no connection to its chain. Connect it, or name an RPC address instead.",
  [-32002]: "The wallet is already asking about this page: answer there, then try again.",
};

/** What a failed read is turned into where the page knows better than the package what the visitor entered. */
export interface Place {
  readonly through: "wallet" | "rpc";
  readonly chain: string;
  readonly contract: string;
  readonly name: string;
  readonly venue: string;
  readonly marketId?: string | undefined;
}

/** A read that needs another contract or chain than the one entered. */
export class PlaceError extends Error {}

/** A sentence about a failure, whatever was thrown: wallets throw plain objects, viem adds a page of details to its first line. */
export function sayOf(problem: unknown): string {
  for (let cause: unknown = problem; isRecord(cause); cause = cause.cause) {
    const refusal = typeof cause.code === "number" ? REFUSALS[cause.code] : undefined;
    if (refusal !== undefined) return refusal;
  }
  if (!isRecord(problem)) return String(problem);
  const { shortMessage, message } = problem;
  return typeof shortMessage === "string" ? shortMessage : typeof message === "string" ? message : "The wallet failed and did not say why.";
}

/** The chain that was asked, in the words for what was asked through. */
export const whoIsOn = (through: Place["through"]): string => (through === "wallet" ? "The wallet is on" : "The RPC address is of");

/** The same for a read of a contract: what to change in the form or in the wallet. */
export function sayOfRead(problem: unknown, { through, chain, contract, name, venue, marketId }: Place): string {
  const elsewhere = through === "wallet" ? "Switch the wallet to the chain of your account" : "Name an RPC address of your account’s chain";
  switch (isRecord(problem) ? problem.code : undefined) {
    case "no_contract":
      return `${whoIsOn(through)} ${chain}, where there is no contract at ${contract}. ${elsewhere}, or enter the address of the ${name} on ${chain}.`;
    case "wrong_contract":
      return `The contract at ${contract} on ${chain} is not a ${name} of ${venue}. Enter the address of the ${name}.`;
    case "unknown_market":
      return `${venue} on ${chain} has no market ${marketId}. Enter another id, or leave it empty to find the account’s markets.`;
    default:
      return sayOf(problem);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
