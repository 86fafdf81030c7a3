// The client of orval, with a mutator: a function of the application's own that each call goes through.
import axios, { type CreateAxiosDefaults } from 'axios';
import { createUser, getUser, listUsers, login } from './generated/orval/api';
import { use } from './mutator';

export function clientFor(options: CreateAxiosDefaults, base: string) {
  const api = axios.create({ ...options, baseURL: base });
  use(api);
  return {
    api,
    list: (limit: number, role: string[], trace: string) =>
      listUsers({ limit, role }, { headers: { 'X-Trace': trace } }),
    create: (name: string) => createUser({ name }),
    get: (id: string) => getUser(id),
    login: (name: string, scope: string) => login({ name, scope }),
  };
}
