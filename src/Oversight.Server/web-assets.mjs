// Copies what the pages use of govuk-frontend (MIT) to wwwroot/govuk. Its typeface and the crown are for gov.uk alone, so
// neither is copied and the style sheet loses every reference to them: pages choose their font with --oversight-font.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const source = "node_modules/govuk-frontend/dist/govuk";
const target = "wwwroot/govuk";
const withoutSourceMap = text => text.replace(/\/\*# sourceMappingURL=.*?\*\/|\/\/# sourceMappingURL=.*/g, "");

const styles = withoutSourceMap(readFileSync(`${source}/govuk-frontend.min.css`, "utf8"))
  .replace(/\/\*! Copyright[^*]*Margaret Calvert[^*]*\*\//, "")
  .replace(/@font-face\{[^}]*\}/g, "")
  .replaceAll("GDS Transport,arial,sans-serif", "var(--oversight-font,arial,sans-serif)")
  .replaceAll("url(/assets/images/govuk-crest.svg)", "none");
if (/GDS Transport|\/assets\//.test(styles)) {
  throw new Error("govuk-frontend.min.css still names its typeface or an image: adapt web-assets.mjs to this version.");
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
copyFileSync("govuk-frontend.licence.txt", `${target}/licence.txt`);
writeFileSync(`${target}/govuk-frontend.min.js`, withoutSourceMap(readFileSync(`${source}/govuk-frontend.min.js`, "utf8")));
writeFileSync(`${target}/govuk-frontend.min.css`, styles); // last: the build compares its time stamp
