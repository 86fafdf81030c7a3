import { api } from "./lib/api.js";

export { login, logout } from "./Login.svelte";
export const load = async (id) => (await api.get(`/items/${id}`)).data;
