import { useEffect } from 'react';
import { useLoaderData } from 'react-router';
import { useSession } from 'everfetch/react';
import { rendered } from '../server';
import { api, run } from '../session';

export async function loader({ request }: { request: Request }) {
  return { user: await rendered(new URL(request.url).searchParams.get('api')) };
}

// While the page is hydrated too: what it shows then knows whether somebody is signed in.
export async function clientLoader({ serverLoader }: { serverLoader: typeof loader }) {
  await api.session.ready();
  return serverLoader({} as never);
}
clientLoader.hydrate = true as const;

export default function Home() {
  const { user } = useLoaderData<typeof loader>();
  const { state, isSignedIn } = useSession(api);
  useEffect(() => void run(), []);
  return (
    <>
      <p id="rendered">{user}</p>
      <p id="session">{state}</p>
      {isSignedIn && <button onClick={() => api.session.signOut()}>Sign out</button>}
    </>
  );
}
