defp deps do
  [{:plug, "~> 1.18"}]
end
