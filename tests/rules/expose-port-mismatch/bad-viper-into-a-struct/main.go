package main
import ("net/http";"github.com/spf13/viper")
type C struct { Port string `mapstructure:"PORT"` }
func main() {
	var c C
	viper.SetDefault("PORT", "8080")
	viper.AutomaticEnv()
	viper.Unmarshal(&c)
	http.ListenAndServe(":"+c.Port, nil)
}
