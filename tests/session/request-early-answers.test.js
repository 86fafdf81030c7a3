// The answer to what left by a lease, before there was a core: what is delivered at once, and what waits to be judged.
import { beforeEach, describe, expect, test } from 'vitest';
import { early } from './support/early.js';
import { later, rejection, turns } from './support/fake.js';
import { storages } from './support/record.js';
import { answering, requestOf, told } from './support/session.js';

beforeEach(() => void storages());

describe('an answer to what left by a lease', () => {
  const answered = async (status, options, change = () => {}) => {
    const session = early(options);
    const call = requestOf(session, answering({ status, data: 'mine' }));
    change(session);
    const sent = call.begin();
    await turns();
    return { ...session, call, sent };
  };
  const response = (status) => expect.objectContaining({ status, data: 'mine' });

  test('of success is delivered, and warms the core up', async () => {
    const { handle, engine, sent } = await answered(200);
    expect((await sent).data).toBe('mine');
    expect([handle.warm.mock.calls.length, engine.judge.mock.calls, handle.isSpent]).toEqual([1, [], false]);
  });

  test('that refuses is judged once the core is there, and nothing more leaves by the lease', async () => {
    for (const [status, options] of [
      [401, {}],
      [401, { refreshOn: [403] }],
      [403, { refreshOn: [419, 403] }],
    ]) {
      const { handle, engine, call, core, sent } = await answered(status, options);
      expect([handle.isSpent, engine.judge.mock.calls]).toEqual([true, []]);
      core.resolve();
      expect(await sent).toBe('judged');
      expect(engine.judge.mock.calls).toEqual([[call, response(status), undefined]]);
    }
  });

  test('keeps the body as it was sent, for it may be sent again', async () => {
    const data = new Uint8Array([1, 2]);
    const call = requestOf(early(), answering(), { data });
    await call.begin();
    data.fill(9);
    expect([...call.body]).toEqual([1, 2]);
  });

  test('whose status is none of these is not', async () => {
    for (const [status, options] of [
      [403, {}],
      [400, {}],
      [402, {}],
      [200, { refreshOn: [403] }],
    ]) {
      const { handle, engine, sent } = await answered(status, options);
      expect((await sent).status).toBe(status);
      expect([handle.isSpent, engine.judge.mock.calls]).toEqual([false, []]);
    }
  });

  test('that the application’s functions are to see waits for the core, and the lease holds', async () => {
    for (const options of [{ renew: () => {} }, { refreshOn: () => true }]) {
      const { handle, engine, core, sent } = await answered(200, options);
      expect([handle.isSpent, engine.judge.mock.calls]).toEqual([false, []]);
      core.resolve();
      expect(await sent).toBe('judged');
      const lost = await answered(200, options);
      lost.core.reject(new Error('lost'));
      expect((await lost.sent).data).toBe('mine');
    }
    const { sent } = await answered(200, { renew: () => {} }, ({ handle }) => {
      sessionStorage.removeItem(handle.key);
    });
    expect((await sent).data).toBe('mine');
  });

  test('is judged at once where the core has come meanwhile', async () => {
    const session = early();
    const gate = later();
    const adapter = Object.assign(() => gate.promise, { builtin: true });
    const sent = requestOf(session, adapter).begin();
    session.handle.engine = session.engine;
    gate.resolve({ status: 401, headers: {} });
    expect(await sent).toBe('judged');
    expect(session.handle.ready).not.toHaveBeenCalled();
  });

  test('waits for a core that has to be made anew', async () => {
    const { engine, core, sent, handle } = await answered(401, {}, ({ handle, engine }) => {
      handle.rust.mockImplementation(() => void (handle.requests && (handle.engine = engine)));
    });
    expect([handle.engine, engine.judge.mock.calls]).toEqual([engine, []]);
    core.resolve();
    expect(await sent).toBe('judged');
  });

  test('that refuses is rejected with the reason where there will be no core', async () => {
    const { handle, core, sent, call } = await answered(401, {}, ({ handle }) =>
      handle.rust.mockReturnValueOnce(undefined).mockImplementation(() => {
        throw new Error('hopeless');
      }),
    );
    const reason = Object.assign(new Error('lost'), { code: 'ERR_CORE_UNAVAILABLE' });
    core.reject(reason);
    const error = await rejection(sent);
    expect([error.code, error.cause, error.config, error.refused.status]).toEqual([
      'ERR_CORE_UNAVAILABLE',
      reason,
      call.config,
      401,
    ]);
    expect(told(handle).at(-1)).toEqual({ event: 'failed', code: 'ERR_CORE_UNAVAILABLE', request: 1 });
  });
});
