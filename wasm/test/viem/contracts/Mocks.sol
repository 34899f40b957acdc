// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// Stands for any token: anybody may mint.
contract Token {
  string public name;
  string public symbol;
  uint8 public immutable decimals;
  uint256 public totalSupply;
  mapping(address => uint256) public balanceOf;
  mapping(address => mapping(address => uint256)) public allowance;

  constructor(string memory symbol_, uint8 decimals_) {
    (name, symbol, decimals) = (symbol_, symbol_, decimals_);
  }

  function mint(address to, uint256 amount) external {
    balanceOf[to] += amount;
    totalSupply += amount;
  }

  function approve(address spender, uint256 amount) external returns (bool) {
    allowance[msg.sender][spender] = amount;
    return true;
  }

  function transfer(address to, uint256 amount) external returns (bool) {
    return _move(msg.sender, to, amount);
  }

  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount;
    return _move(from, to, amount);
  }

  function _move(address from, address to, uint256 amount) private returns (bool) {
    balanceOf[from] -= amount;
    balanceOf[to] += amount;
    return true;
  }
}

/// An old token: its symbol is 32 bytes.
contract OldToken {
  bytes32 public constant symbol = "OLD";
  uint8 public constant decimals = 18;
}

/// A price that the test sets, as a feed of Aave's oracle, an oracle of Morpho's and a feed of Comet's.
contract Feed {
  uint8 public constant decimals = 8;
  uint256 public price;

  constructor(uint256 price_) {
    price = price_;
  }

  function set(uint256 price_) external {
    price = price_;
  }

  function latestAnswer() external view returns (int256) {
    return int256(price);
  }

  function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
    return (1, int256(price), block.timestamp, block.timestamp, 1);
  }
}
