/** A venue that is read from a chain. */
export type ChainVenue = "aaveV3" | "morphoBlue" | "compoundV3";

/** The contract that holds a venue's accounts. */
interface Contract {
  readonly venue: string;
  /** What the contract is called, for the form and for what it says. */
  readonly name: string;
  /** Its address on Ethereum: other chains have others, which the visitor enters. */
  readonly onEthereum: `0x${string}`;
  /** Which of several it is. */
  readonly which: string;
}

export const ETHEREUM = 1;

export const CONTRACTS: Readonly<Record<ChainVenue, Contract>> = {
  aaveV3: { venue: "Aave v3", name: "pool", onEthereum: "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2", which: "Aave’s own" },
  morphoBlue: { venue: "Morpho Blue", name: "Morpho contract", onEthereum: "0xBBBBBbbBBb9cC5e90e3b3Af64bdAF62C37EEFFCb", which: "the one" },
  compoundV3: { venue: "Compound III", name: "market", onEthereum: "0xc3d688B66703497DAA19211EEdff47f25384cdc3", which: "the USDC market" },
};

/** What a chain is called; its number where that says more. */
export const chainName = (id: number): string => (id === ETHEREUM ? "Ethereum" : `chain ${id}`);
