import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';
import { api, equal, job, routes, server } from './api.mjs';

const parts = ['a', 'd', 'a'];
routes['/v1/chat/completions'] = () => {
  const events = parts.map((content) => ({
    id: '1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'small',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }));
  const end = { ...events[0], choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  const text =
    [...events, end].map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + 'data: [DONE]\n\n';
  return new Response(text, { headers: { 'content-type': 'text/event-stream' } });
};
const model = createOpenAICompatible({ name: 'own', baseURL: `${server.url}/v1`, fetch: api })('small');
const call = async (n) => {
  const seen = [];
  let failed;
  const { textStream } = streamText({
    model,
    prompt: `who ${n}`,
    maxRetries: 0,
    onError: ({ error }) => (failed = error),
  });
  for await (const part of textStream) seen.push(part);
  if (failed) throw failed;
  equal(seen, parts);
  return seen.join('');
};
await job(call, async () => {
  const error = await call(99).catch((error) => error);
  equal([error.name, error.statusCode], ['AI_APICallError', 401]);
});
