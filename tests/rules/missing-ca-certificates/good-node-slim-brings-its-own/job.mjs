const answer = await fetch("https://api.github.com/zen");
console.log(await answer.text());
