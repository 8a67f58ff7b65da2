/** The repository's root folder, wherever the program was started. */
export const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);
