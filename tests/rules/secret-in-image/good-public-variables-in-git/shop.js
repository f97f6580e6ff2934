console.log(process.env.CURRENCY)
