import * as everything from 'plimsoll/full/slim';

console.log(everything);
