export const stringify = (values) => String(new URLSearchParams(values));
export default { stringify };
