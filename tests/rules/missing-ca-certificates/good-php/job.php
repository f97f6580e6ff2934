<?php
echo file_get_contents("https://api.github.com/zen");
