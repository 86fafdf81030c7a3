// The resources of the build without a server: what an application would ask for once it is signed in.

const NAMES = Array.from({ length: 200 }, (_, index) => ({ id: index + 1, name: `Item ${index + 1}` }));

/** @param {Request} request @param {{ user: string | null, path: string }} context `path` within the sandbox */
export async function answerResource(request, { user, path }) {
  const query = new URL(request.url).searchParams;
  if (path === '/api/graphql') {
    if (user) return { data: { me: { name: user } } };
    return {
      data: null,
      errors: [{ message: 'not authenticated', extensions: { code: 'UNAUTHENTICATED' } }],
    };
  }
  if (path === '/api/items' && request.method === 'POST') {
    const { name } = await request.json();
    return Response.json({ id: NAMES.length + 1, name }, { status: 201 });
  }
  if (path === '/api/items') {
    const limit = Number(query.get('limit') ?? 20);
    const page = Number(query.get('page') ?? 1);
    return { items: NAMES.slice((page - 1) * limit, page * limit), total: NAMES.length, page, limit };
  }
  if (path === '/api/me' || path === '/api/late401') return { user };
  return Response.json(
    { error: 'not_found', message: `no route ${request.method} ${path}` },
    { status: 404 },
  );
}
