const url = process.env.DATABASE_URL;
const host = process.env.CACHE_HOST_1;
console.log(url, host);
