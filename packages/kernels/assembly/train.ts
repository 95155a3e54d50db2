export * from "./convolutions";
export * from "./fused";
