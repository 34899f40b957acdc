import { initSync, version } from 'plimsoll/full/slim';

console.log(initSync, version);
