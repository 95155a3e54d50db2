/**
 * The steps of `miniseg segment` between reading and the network, so that the page's masks are the command's.
 *
 * They are taken from the command's own files: the steps are no part of its package's interface yet.
 */
export { affectedShares } from '../../../../packages/cli/dist/segment/affected-shares.js';
export { type AxialView, axialView } from '../../../../packages/cli/dist/segment/axial-view.js';
export { type GreyScale, greyScale } from '../../../../packages/cli/dist/segment/grey-scale.js';
