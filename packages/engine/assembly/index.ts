export { convolve } from "./convolve";
export { depthwise } from "./depthwise";
export { pyramid } from "./pyramid";
export { add } from "./add";
export { resize } from "./resize";
export { classify } from "./classify";
export { peak } from "./peak";
