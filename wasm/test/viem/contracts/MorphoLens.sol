// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {IMorpho, MarketParams} from "@morpho-org/morpho-blue/src/interfaces/IMorpho.sol";
import {MorphoBalancesLib} from "@morpho-org/morpho-blue/src/libraries/periphery/MorphoBalancesLib.sol";

/// Morpho's own library of accrued balances, as a contract that can be asked.
contract MorphoLens {
  using MorphoBalancesLib for IMorpho;

  function owed(IMorpho morpho, MarketParams memory params, address user) external view returns (uint256) {
    return morpho.expectedBorrowAssets(params, user);
  }

  function lent(IMorpho morpho, MarketParams memory params, address user) external view returns (uint256) {
    return morpho.expectedSupplyAssets(params, user);
  }
}
