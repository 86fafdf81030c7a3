import axios from "axios";

export const api = axios.create({ baseURL: "https://api.example.com" });

api.interceptors.request.use((config) => {
	const jwt = localStorage.getItem("jwt");
	return jwt ? { ...config, headers: { ...config.headers, Authorization: `Bearer ${jwt}` } } : config;
});

api.interceptors.response.use(null, async (error) => {
	const { config, response } = error;
	if (response && response.status === 401 && !config._retried) {
		config._retried = true;
		try {
			const res = await fetch("https://api.example.com/auth/refresh", {
				method: "POST",
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify({ refreshToken: localStorage.getItem("jwt_refresh") }),
			});
			if (!res.ok) throw new Error("refresh failed");
			const body = await res.json();
			localStorage.setItem("jwt", body.data.accessToken);
			localStorage.setItem("jwt_refresh", body.data.refreshToken);
			return api(config);
		} catch (e) {
			localStorage.removeItem("jwt");
			localStorage.removeItem("jwt_refresh");
			window.location = "/login";
			return Promise.reject(error);
		}
	}
	return Promise.reject(error);
});
