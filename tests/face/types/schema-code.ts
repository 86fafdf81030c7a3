// Answers that a schema checks have the type that it gives; everything else has the type that it always had.
import { type } from 'arktype';
import everfetch, { type AxiosResponse, type RetryOptions } from 'everfetch';
import * as v from 'valibot';
import { z } from 'zod';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(): T | undefined => undefined;

const zodUser = z.object({ id: z.number(), when: z.string().transform((text) => new Date(text)) });
const valibotUser = v.object({ id: v.number() });
const arkUser = type({ id: 'number', 'name?': 'string' });

export async function typed() {
  const one = await everfetch.get('/x', { schema: zodUser });
  is<Same<typeof one.data, { id: number; when: Date }>>();
  const two = await everfetch.post('/x', { a: 1 }, { schema: valibotUser, timeout: 5 });
  is<Same<typeof two.data, { id: number }>>();
  const three = await everfetch({ url: '/x', schema: arkUser });
  is<Same<typeof three.data, { id: number; name?: string }>>();
  const api = everfetch.create({ retry: { limit: 2 } });
  const four = await api.request({ url: '/x', schema: z.array(z.string()) });
  is<Same<typeof four.data, string[]>>();
  const five = await api.get<{ plain: true }>('/x');
  is<Same<typeof five, AxiosResponse<{ plain: true }, any, {}>>>();
  const six = await api.get('/x');
  is<Same<typeof six.data, any>>();
  // @ts-expect-error what a schema gives has no such member
  one.data.none;
  const retry: RetryOptions = {
    limit: 1,
    methods: ['POST'],
    statusCodes: [503],
    backoff: (attempt) => attempt * 10,
    retryAfter: 0,
  };
  await api.get('/x', { retry });
  await api
    .get('/x', { retry: false })
    .catch((error) => everfetch.isAxiosError(error) && error.issues?.[0].path);
}
