// The client of swagger-typescript-api: a class that makes an instance of its own from the config that it is given.
import type { CreateAxiosDefaults } from 'axios';
import { Api, type ApiConfig } from './generated/swagger-typescript-api/api';

export function clientFor(options: CreateAxiosDefaults, base: string) {
  const client = new Api({ ...(options as ApiConfig), baseURL: base });
  return {
    api: client.instance,
    list: async (limit: number, role: string[], trace: string) =>
      (await client.users.listUsers({ limit, role }, { headers: { 'X-Trace': trace } })).data,
    create: async (name: string) => (await client.users.createUser({ name })).data,
    get: async (id: string) => (await client.users.getUser(id)).data,
    login: async (name: string, scope: string) => (await client.token.login({ name, scope })).data,
  };
}
