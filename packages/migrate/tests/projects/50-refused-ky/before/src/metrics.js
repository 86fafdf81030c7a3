export const metrics = {
  count: (name, url) => navigator.sendBeacon('/metrics', JSON.stringify({ name, url })),
};
