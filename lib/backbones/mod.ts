/** Networks up to the embedding. */
export { clsNet, type ClsNetOptions } from "./cls_net.ts";
