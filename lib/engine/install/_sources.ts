/** The C++ sources of tfjs's addon and the Node-API headers, both from npm packages. */
import { InputError, messageOf } from "../../errors.ts";

/** Folders that the compiler needs. */
export interface AddonSources {
  /** Root of the package with `binding/*.cc`. */
  addon: string;
  /** Folder of `node_api.h`. */
  nodeHeaders: string;
}

/** Fetch the two packages (into Deno's cache, once) and say where they lie. */
export async function addonSources(): Promise<AddonSources> {
  try {
    // The import brings the package into the cache, so that its address resolves to a file.
    await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/package.json", { with: { type: "json" } });
    const headers = await import("npm:node-api-headers@1.9.0");
    const addon = new URL(".", import.meta.resolve("npm:@tensorflow/tfjs-node-gpu@4.22.0/package.json"));
    return { addon: decodeURIComponent(addon.pathname).replace(/\/$/, ""), nodeHeaders: headers.default.include_dir };
  } catch (error) {
    throw new InputError(
      `the addon's sources cannot be had from npm (${
        messageOf(error)
      }): check the network, then run \`deno task setup\` again`,
    );
  }
}
