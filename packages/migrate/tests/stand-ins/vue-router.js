export const createRouter = () => ({ push: (path) => location.assign(path) });
export const useRouter = createRouter;
