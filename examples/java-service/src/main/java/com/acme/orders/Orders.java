package com.acme.orders;

import java.util.List;

/** Orders, kept in memory. */
final class Orders {
    record Order(int id, String article, int count) {}

    private final List<Order> orders = List.of(new Order(1, "teapot", 2), new Order(2, "cup", 6));

    List<Order> all() {
        return orders;
    }
}
