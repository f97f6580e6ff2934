using var client = new HttpClient();
Console.WriteLine(await client.GetStringAsync("https://api.github.com/zen"));
