import { rendered } from '../../server';

export const load = async ({ url }) => ({ user: await rendered(url.searchParams.get('api')) });
