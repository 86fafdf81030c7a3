import { browser } from '$app/environment';
import { api } from '../../session';

export async function load({ data }) {
  if (browser) await api.session.ready();
  return data;
}
