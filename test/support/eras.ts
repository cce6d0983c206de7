/** The real CLI that tests of the boundary to it run: the newest major in `npm test`, the one before in `npm run test:long`. */
export const era = process.env.PERMAHUB_TEST_LONG ? 'v2' : 'v3';
export const version = era === 'v3' ? '3.1.0' : '2.122.1';
