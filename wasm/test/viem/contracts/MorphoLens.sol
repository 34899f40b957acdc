// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {IMorpho, MarketParams} from "@morpho-org/morpho-blue/src/interfaces/IMorpho.sol";
import {IOracle} from "@morpho-org/morpho-blue/src/interfaces/IOracle.sol";
import {ORACLE_PRICE_SCALE} from "@morpho-org/morpho-blue/src/libraries/ConstantsLib.sol";
import {MarketParamsLib} from "@morpho-org/morpho-blue/src/libraries/MarketParamsLib.sol";
import {MathLib} from "@morpho-org/morpho-blue/src/libraries/MathLib.sol";
import {MorphoBalancesLib} from "@morpho-org/morpho-blue/src/libraries/periphery/MorphoBalancesLib.sol";

/// Morpho's own library of accrued balances, as a contract that can be asked.
contract MorphoLens {
  using MorphoBalancesLib for IMorpho;
  using MarketParamsLib for MarketParams;
  using MathLib for uint256;

  function owed(IMorpho morpho, MarketParams memory params, address user) external view returns (uint256) {
    return morpho.expectedBorrowAssets(params, user);
  }

  function lent(IMorpho morpho, MarketParams memory params, address user) external view returns (uint256) {
    return morpho.expectedSupplyAssets(params, user);
  }

  /// The most that Morpho lets the account owe, by its own libraries, as its check of health computes it.
  function most(IMorpho morpho, MarketParams memory params, address user) external view returns (uint256) {
    uint256 collateral = morpho.position(params.id(), user).collateral;
    return collateral.mulDivDown(IOracle(params.oracle).price(), ORACLE_PRICE_SCALE).wMulDown(params.lltv);
  }
}
