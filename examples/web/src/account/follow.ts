import type { Position } from "plimsoll/full";

/** Tokens that the page takes as the dollar: a depeg is not in its numbers. */
const DOLLARS = new Set(["USDC", "USDT", "DAI", "USDS", "GHO", "PYUSD", "USDE", "FRAX", "FRXUSD", "LUSD", "CRVUSD", "RLUSD", "USDT0", "USDTB"]);
/** Tokens that the page takes as moving with another: how they may part from it is not in its numbers. */
const FOLLOWS: Readonly<Record<string, string>> = {
  WETH: "ETH",
  STETH: "ETH",
  WSTETH: "ETH",
  WEETH: "ETH",
  RETH: "ETH",
  CBETH: "ETH",
  EZETH: "ETH",
  RSETH: "ETH",
  WBTC: "BTC",
  CBBTC: "BTC",
  TBTC: "BTC",
  LBTC: "BTC",
};

/** Tells what the tokens of an account move with, by their symbols, where the served bars have no asset of that name; and says it. */
export function follow(position: Position, served: readonly string[]): { position: Position; taken: string } {
  const said = new Set<string>();
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const copy: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      const factor = (key === "factor" || key === "baseFactor") && typeof inner === "string" ? inner : undefined;
      if (factor === undefined) copy[key] = walk(inner);
      else if (DOLLARS.has(factor.toUpperCase())) said.add(`${factor} is the dollar`);
      else {
        const followed = served.includes(factor) ? factor : (FOLLOWS[factor.toUpperCase()] ?? factor);
        if (followed !== factor) said.add(`${factor} moves with ${followed}`);
        copy[key] = followed;
      }
    }
    return copy;
  };
  const taken = walk(position) as Position;
  return { position: taken, taken: [...said].join("; ") };
}

/** One in the eight decimals of Compound III's prices. */
const ONE = "100000000";

/** What the prices of an account that was read are quoted in, where that is no dollar: the loan asset of a market, or a base asset that is priced in itself. */
export function quotedIn(position: Position): string | undefined {
  const quote =
    "morphoBlue" in position ? position.morphoBlue.market.loanAsset
    : "compoundV3" in position && position.compoundV3.market.basePrice === ONE ? position.compoundV3.market.baseAsset
    : undefined;
  return quote === undefined || DOLLARS.has(quote.toUpperCase()) ? undefined : quote;
}
