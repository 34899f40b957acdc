// Stands for `plimsoll/viem` where the package was built without it: says so when an account is to be read.
import type { AaveV3User, CompoundV3Position, MorphoBluePosition } from "plimsoll";

function absent(): never {
  throw new Error("This build of the package has no entry plimsoll/viem, so it reads no chain: type the account in, or paste its record.");
}

export const readAaveV3 = (_client: unknown, _at: { pool: string; user: string }): Promise<AaveV3User> => absent();
export const readMorphoBlue = (_client: unknown, _at: { morpho: string; marketId: string; user: string }): Promise<MorphoBluePosition> => absent();
export const readCompoundV3 = (_client: unknown, _at: { comet: string; user: string }): Promise<CompoundV3Position> => absent();
