/** A venue that is read from a chain. */
export type ChainVenue = "aaveV3" | "morphoBlue" | "compoundV3";

/** The contracts that hold a venue's accounts. */
interface Contract {
  readonly venue: string;
  /** What one is called, for the form and for what it says. */
  readonly name: string;
  /** Those on Ethereum, each with its name among them: other chains have others, which the visitor enters. */
  readonly onEthereum: Readonly<Record<string, `0x${string}`>>;
  /** Which of them an empty field stands for. */
  readonly which: string;
}

export const ETHEREUM = 1;

/** The block of Ethereum before which there was no Morpho Blue: its log is read from there. */
export const MORPHO_SINCE = 18_883_124n;

export const CONTRACTS: Readonly<Record<ChainVenue, Contract>> = {
  aaveV3: {
    venue: "Aave v3",
    name: "pool",
    onEthereum: {
      Core: "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2",
      Prime: "0x4e033931ad43597d96D6bcc25c280717730B58B1",
      EtherFi: "0x0AA97c284e98396202b6A04024F5E2c65026F3c0",
    },
    which: "Aave’s own three",
  },
  morphoBlue: { venue: "Morpho Blue", name: "Morpho contract", onEthereum: { Morpho: "0xBBBBBbbBBb9cC5e90e3b3Af64bdAF62C37EEFFCb" }, which: "the one" },
  compoundV3: {
    venue: "Compound III",
    name: "market",
    onEthereum: {
      USDC: "0xc3d688B66703497DAA19211EEdff47f25384cdc3",
      USDT: "0x3Afdc9BCA9213A35503b077a6072F3D0d5AB0840",
      USDS: "0x5D409e56D886231aDAf00c8775665AD0f9897b56",
      WETH: "0xA17581A9E3356d9A858b789D68B4d866e593aE94",
      wstETH: "0x3D0bb1ccaB520A66e607822fC55BC921738fAFE3",
      WBTC: "0xe85Dc543813B8c2CFEaAc371517b925a166a9293",
    },
    which: "its six",
  },
};

export const CHAIN_VENUES = Object.keys(CONTRACTS) as ChainVenue[];

/** What a chain is called; its number where that says more. */
export const chainName = (id: number): string => (id === ETHEREUM ? "Ethereum" : `chain ${id}`);
