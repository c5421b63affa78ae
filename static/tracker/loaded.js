// Who goes back on a page before its script has started gets the address alone.
export function isAddressAsLoaded() {
  const [loaded] = performance.getEntriesByType("navigation");
  // A browser that hides its timings leaves the entry out.
  return !loaded || new URL(loaded.name).search === location.search;
}
