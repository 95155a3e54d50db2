export { addTo } from "./add-to";
