// The client of openapi-generator, typescript-axios: each API takes an instance.
import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { Configuration, UsersApi } from './generated/openapi-generator';

export function clientFor(options: CreateAxiosDefaults, base: string) {
  const api: AxiosInstance = axios.create(options);
  const users = new UsersApi(new Configuration({ basePath: base }), base, api);
  return {
    api,
    list: async (limit: number, role: string[], trace: string) =>
      (await users.listUsers(limit, role, trace)).data,
    create: async (name: string) => (await users.createUser({ name })).data,
    get: async (id: string) => (await users.getUser(id)).data,
    login: async (name: string, scope: string) => (await users.login(name, scope)).data,
  };
}
